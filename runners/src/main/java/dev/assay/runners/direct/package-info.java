/** Launch on Beam's DirectRunner, in this process. */
package dev.assay.runners.direct;
