/** Alert rules, their states, events and deliveries. */
@NullMarked
package dev.telltale.schemas.alert;

import org.jspecify.annotations.NullMarked;
