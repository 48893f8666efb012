"""The library of galaxybench: rules, scripts and tests import it."""
