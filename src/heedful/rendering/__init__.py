"""Charts and documents: values in, options and files out. Pure."""
