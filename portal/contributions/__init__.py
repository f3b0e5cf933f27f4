"""What an agency is asked for: the request, the way of its contribution, its acceptance."""
