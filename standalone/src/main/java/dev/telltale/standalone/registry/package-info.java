/** A schema registry in this process, on a compacted topic. */
@NullMarked
package dev.telltale.standalone.registry;

import org.jspecify.annotations.NullMarked;
