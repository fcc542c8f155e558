/**
 * The warehouse: tables that bear being written twice, what it refuses, and work that waits for it.
 */
package dev.assay.pipelines.io.jdbc;
