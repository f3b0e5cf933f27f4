"""What waits for somebody, in a calendar of her own that is outside the portal."""
