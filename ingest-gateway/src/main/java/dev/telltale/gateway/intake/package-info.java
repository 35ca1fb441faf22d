/**
 * The seam between transport and pipeline, and the pipeline: admit, normalize, redact, limit,
 * publish.
 */
@NullMarked
package dev.telltale.gateway.intake;

import org.jspecify.annotations.NullMarked;
