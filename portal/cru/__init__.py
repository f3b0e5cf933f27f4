"""Referrals to the NPCC Central Referral Unit (CRU), and consultations of forces that refer."""
