package dev.assay.transforms;

import java.time.LocalDate;

/**
 * Sums of a table of gold have changed and are not stated yet, or they are stated now. Of each part
 * in which sums are kept, the one follows the other.
 *
 * @param table its name
 * @param day of the sums, the first one of a longer period
 * @param isStated whether they are stated now
 */
public record Owed(String table, LocalDate day, boolean isStated) {}
