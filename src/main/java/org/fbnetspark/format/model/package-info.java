/** Networks, trained or not, and what they are shipped with. */
package org.fbnetspark.format.model;
