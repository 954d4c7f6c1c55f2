/** The jobs of sweeps and batches: several searches in one application, and what they share. */
package org.fbnetspark.driver.sweep;
