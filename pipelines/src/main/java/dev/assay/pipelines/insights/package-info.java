/** The pipeline {@code insights}: change data capture from a bank's database to gold. */
package dev.assay.pipelines.insights;
