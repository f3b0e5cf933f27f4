"""What runs beside a review: the criminal investigation and what its prosecutors agree to."""
