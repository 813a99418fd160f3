"""What the foundations promise: the databases, the archive, rebuild, jobs, personal data, speed."""
