/**
 * Tables of the pipeline {@code insights}: changes of a bank's database, and what they amount to.
 */
package dev.assay.schemas.insights;
