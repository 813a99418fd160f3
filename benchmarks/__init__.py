"""Programs that measure speed, each beside a peer or a limit of the machine in the same run."""
