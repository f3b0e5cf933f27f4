"""Reviews of one incident: linked, what they share entered once, approved words carried over."""
