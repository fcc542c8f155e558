/** The gold metrics of the wealth pipeline that are more than sums. */
package dev.assay.transforms.wealth;
