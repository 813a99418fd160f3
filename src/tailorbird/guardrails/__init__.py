"""What nothing may break: pure rules with reason codes."""
