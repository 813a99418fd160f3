"""One folder per outside system; they translate, they do not decide."""
