"""What an authority answers to a request under the Freedom of Information Act 2000, and after."""
