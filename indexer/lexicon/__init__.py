"""Words of one language and the words of the others that mean them."""
