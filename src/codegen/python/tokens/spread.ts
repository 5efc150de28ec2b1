/** Examples that are predicted of a long part. */
export const spread = `def spread(rows, most):
    """At most so many of the rows, evenly spread."""
    count = min(most, len(rows))
    return rows[np.arange(count) * len(rows) // count]`;
