/** The wealth pipeline. */
package dev.assay.pipelines.wealth;
