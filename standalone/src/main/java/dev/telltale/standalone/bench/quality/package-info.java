/** How well a judge's labels agree with outcomes that are known. */
@NullMarked
package dev.telltale.standalone.bench.quality;

import org.jspecify.annotations.NullMarked;
