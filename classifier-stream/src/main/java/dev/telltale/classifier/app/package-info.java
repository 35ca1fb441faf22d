/** The classifier and the judge as roles: wiring, configuration, metrics. */
@NullMarked
package dev.telltale.classifier.app;

import org.jspecify.annotations.NullMarked;
