"""The command line, one command or group of commands a module; each offers its ``app``."""
