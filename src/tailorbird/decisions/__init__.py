"""Real-time choices: candidates, guardrails, refill, reasons."""
