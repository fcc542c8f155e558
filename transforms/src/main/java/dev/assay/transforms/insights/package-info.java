/** Steps of the pipeline {@code insights}: from messages about a database to its changes. */
package dev.assay.transforms.insights;
