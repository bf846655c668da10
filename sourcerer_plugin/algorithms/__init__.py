"""Sourcerer's jobs as Processing algorithms."""
