/** The gateway as one thing that starts, listens, tells how it is and stops. */
@NullMarked
package dev.telltale.gateway.app;

import org.jspecify.annotations.NullMarked;
