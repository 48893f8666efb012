"""Where the rooms of the package are, and on which floor."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "scripts" / "galaxybench"
FLOORS = (
    {"formats", "files", "logins", "spreadsheets"},
    {"config", "machine", "simulation"},
    {"jobs", "blocks"},
    {"download", "models", "records"},
    {"images"},
    {"datasets", "networks"},
    {"preparation", "training", "evaluation"},
    {"comparison", "estimates"},
    {"figures"},
    {"report"},
    {"workflow"},
)
"""From the bottom up: a room imports itself and rooms of lower floors, no others."""
