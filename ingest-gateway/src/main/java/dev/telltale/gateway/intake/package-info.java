/** The seam between transport and pipeline, and the pipeline: admit, normalize, publish. */
@NullMarked
package dev.telltale.gateway.intake;

import org.jspecify.annotations.NullMarked;
