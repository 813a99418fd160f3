"""What every shop platform's connector shares: what was delivered, and what follows from it."""
