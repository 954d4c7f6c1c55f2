/** Trained networks evaluated, compared and shipped. */
package org.fbnetspark.driver.export;
