/** The input of the benchmark {@code runners/bench}. */
package dev.assay.runners.bench;
