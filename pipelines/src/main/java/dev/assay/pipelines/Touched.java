package dev.assay.pipelines;

import dev.assay.schemas.Column.Maybe;
import java.time.LocalDate;

/** A part of a silver table that a run changes: a UTC day, or all of a table without days. */
public record Touched(String table, @Maybe LocalDate day) {}
