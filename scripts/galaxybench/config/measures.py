"""The measures of config/references.csv: the quantities that a study may report."""

METRICS = {
    "test_accuracy": ("accuracy", "test accuracy"),
    "test_macro_f1": ("macro_f1", "test macro F1"),
    "test_loss": ("log_loss", "test loss"),
    "val_accuracy": ("val_accuracy", "validation accuracy, epoch kept"),
    "best_val_accuracy": ("best_val_accuracy", "validation accuracy, best epoch"),
    "train_accuracy": ("train_accuracy", "training accuracy"),
    "best_epoch": ("best_epoch", "epoch kept"),
    "enough_train_fraction": ("enough", "training images that are enough"),
}
"""Name of a measure → its column in metrics.csv, and its label on the page. `enough` is
the fraction that `data_amount.enough` finds."""
SHARES = {name for name in METRICS if name.endswith(("accuracy", "f1", "fraction"))}
"""Measures from 0 to 1, which the page shows in percent."""
