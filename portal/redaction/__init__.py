"""What is taken out of the review's words for an audience: passage by passage, with its reasons."""
