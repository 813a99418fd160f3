"""What is likely to be wanted: recommenders behind one protocol, training, evaluation."""
