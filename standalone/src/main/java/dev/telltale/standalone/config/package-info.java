/** Files and environment to typed configuration; unknown keys are refused. */
@NullMarked
package dev.telltale.standalone.config;

import org.jspecify.annotations.NullMarked;
