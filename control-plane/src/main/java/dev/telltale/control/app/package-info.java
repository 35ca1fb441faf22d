/** The control plane as a role: configuration, start and end, metrics. */
@NullMarked
package dev.telltale.control.app;

import org.jspecify.annotations.NullMarked;
