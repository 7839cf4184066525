"""Networks as estimators: tensors of examples, and training that goes on where it was interrupted."""
