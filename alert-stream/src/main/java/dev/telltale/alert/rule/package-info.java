/** The alert rules as they are now, and which partition each belongs to. */
@NullMarked
package dev.telltale.alert.rule;

import org.jspecify.annotations.NullMarked;
