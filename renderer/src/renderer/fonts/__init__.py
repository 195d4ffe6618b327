"""Font requests in, font files out: providers, matching, fallback, metrics."""
