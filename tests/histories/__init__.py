"""Random histories of real clones, in which every merge is made by plain git with the driver."""
