"""Facts of many reports → comparisons: targets with results, years, units, and the registry of units."""
