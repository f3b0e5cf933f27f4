"""How a case comes in: notified, judged by the rules of eligibility, decided by the board."""
