"""What people see of the analyses of sweeps: for each a file with its page, `NAME_report`, and figures."""
