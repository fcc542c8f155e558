/** Where a pipeline runs: the command line, the local services, and the launch of each runner. */
package dev.assay.runners;
