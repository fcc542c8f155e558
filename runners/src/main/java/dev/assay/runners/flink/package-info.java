/** Launch on Flink, in an embedded cluster of this process. */
package dev.assay.runners.flink;
