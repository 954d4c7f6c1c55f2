/** How well class scores agree with labels. */
package org.fbnetspark.domain.evaluation;
