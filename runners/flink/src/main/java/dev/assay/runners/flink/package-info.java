/** Launch on Flink, embedded in this process or on a cluster. */
package dev.assay.runners.flink;
