"""Slow, plain readings of the instruments, written without sight of the kernels."""
