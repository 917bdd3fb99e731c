"""What is asked of usage: how wordings do, how fresh they are, what people say of them."""
