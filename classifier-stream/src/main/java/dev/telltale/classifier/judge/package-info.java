/** A pool of workers that turns requests into verdicts. */
@NullMarked
package dev.telltale.classifier.judge;

import org.jspecify.annotations.NullMarked;
